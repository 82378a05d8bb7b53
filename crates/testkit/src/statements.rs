use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

const SSL_REQUEST: u32 = 80_877_103;
const GSS_REQUEST: u32 = 80_877_104;

/// On which side of a message the connection is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The server never gets the message.
    Before,
    /// The server gets it and does as it says; the client never hears so.
    After,
}

/// A proxy to PostgreSQL that knows the messages of a transaction apart, and cuts all connections at one of them.
///
/// Every message that a client sends from `BEGIN` to `COMMIT` or `ROLLBACK`, these included, counts: a statement is
/// several of them. What the statements are is of no matter.
pub struct StatementProxy {
    pub address: SocketAddr,
    shared: Arc<Shared>,
    all: CancellationToken,
}

#[derive(Default)]
struct Shared {
    shut: AtomicBool,
    armed: Mutex<Option<(usize, Cut)>>,
    cut_at: Mutex<Option<String>>,
    current: Mutex<CancellationToken>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl StatementProxy {
    /// A proxy to `target` (`host:port`) on a free port of this machine.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub async fn to(target: &str) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (shared, all) = (Arc::<Shared>::default(), CancellationToken::new());
        let (accepting, ended, target) = (Arc::clone(&shared), all.clone(), target.to_owned());
        tokio::spawn(async move {
            loop {
                let accepted = tokio::select! {
                    accepted = listener.accept() => accepted,
                    () = ended.cancelled() => return,
                };
                let Ok((client, _)) = accepted else { continue };
                if accepting.shut.load(Ordering::SeqCst) {
                    continue;
                }
                let (shared, target) = (Arc::clone(&accepting), target.clone());
                let stop = lock(&shared.current).clone();
                tokio::spawn(async move {
                    tokio::select! {
                        _ = carry(client, &target, &shared) => {}
                        () = stop.cancelled() => {}
                    }
                });
            }
        });
        Ok(Self { address, shared, all })
    }

    /// Cuts at the `number`th message of transactions from now on, counted from one, and lets nobody in after it.
    /// After a message: only those count that the server answers, for with the others it does nothing yet.
    ///
    /// What is connected now is cut first: a connection that has prepared its statements sends less than a new one.
    pub fn arm(&self, number: usize, cut: Cut) {
        self.shared.end_all();
        *lock(&self.shared.cut_at) = None;
        *lock(&self.shared.armed) = Some((number, cut));
    }

    /// What message it was cut at; `None` when it was not reached yet.
    pub fn cut_at(&self) -> Option<String> {
        lock(&self.shared.cut_at).clone()
    }

    /// Cuts no more, and lets connections through again.
    pub fn restore(&self) {
        *lock(&self.shared.armed) = None;
        self.shared.shut.store(false, Ordering::SeqCst);
    }
}

impl Drop for StatementProxy {
    fn drop(&mut self) {
        self.all.cancel();
        lock(&self.shared.current).cancel();
    }
}

impl Shared {
    /// Counts a message of a transaction; the cut that is due at it.
    fn count(&self, answered: bool) -> Option<Cut> {
        let mut armed = lock(&self.armed);
        let (left, cut) = armed.as_mut()?;
        let cut = *cut;
        if cut == Cut::After && !answered {
            return None;
        }
        *left = left.saturating_sub(1);
        if *left > 0 {
            return None;
        }
        *armed = None;
        self.shut.store(true, Ordering::SeqCst);
        Some(cut)
    }

    fn end_all(&self) {
        let mut current = lock(&self.current);
        current.cancel();
        *current = CancellationToken::new();
    }

    fn cut(&self, at: String) {
        self.end_all();
        *lock(&self.cut_at) = Some(at);
    }
}

/// Carries one connection until either side ends it or it is cut.
async fn carry(client: TcpStream, target: &str, shared: &Shared) -> std::io::Result<()> {
    let server = TcpStream::connect(target).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let ((from_client, mut to_client), (mut from_server, to_server)) =
        (client.into_split(), server.into_split());
    let (muted, heard) = (AtomicBool::new(false), Notify::new());
    let down = async {
        let mut bytes = vec![0; 16 * 1024];
        loop {
            let count = from_server.read(&mut bytes).await?;
            if count == 0 {
                return Ok(());
            }
            match muted.load(Ordering::SeqCst) {
                true => heard.notify_one(),
                false => to_client.write_all(bytes.get(..count).unwrap_or_default()).await?,
            }
        }
    };
    tokio::select! {
        ended = down => ended,
        ended = up(from_client, to_server, shared, &muted, &heard) => ended,
    }
}

/// Carries what the client sends, message by message.
async fn up(
    mut client: OwnedReadHalf,
    mut server: OwnedWriteHalf,
    shared: &Shared,
    muted: &AtomicBool,
    heard: &Notify,
) -> std::io::Result<()> {
    loop {
        let body = read_body(&mut client).await?;
        server.write_all(&framed(None, &body)).await?;
        let code = body.first_chunk().map_or(0, |code| u32::from_be_bytes(*code));
        if ![SSL_REQUEST, GSS_REQUEST].contains(&code) {
            break;
        }
    }
    let mut inside = false;
    loop {
        let tag = client.read_u8().await?;
        let body = read_body(&mut client).await?;
        let text = text_of(tag, &body);
        inside |= text.starts_with("BEGIN");
        let answered = matches!(tag, b'Q' | b'S');
        match if inside { shared.count(answered) } else { None } {
            None => server.write_all(&framed(Some(tag), &body)).await?,
            Some(cut) => {
                if cut == Cut::After {
                    muted.store(true, Ordering::SeqCst);
                    server.write_all(&framed(Some(tag), &body)).await?;
                    heard.notified().await;
                }
                shared.cut(format!("{cut:?} {} {text}", char::from(tag)));
                return Ok(());
            }
        }
        inside &= !text.starts_with("COMMIT") && !text.starts_with("ROLLBACK");
    }
}

async fn read_body(client: &mut OwnedReadHalf) -> std::io::Result<Vec<u8>> {
    let length = usize::try_from(client.read_u32().await?).unwrap_or_default().saturating_sub(4);
    let mut body = vec![0; length];
    client.read_exact(&mut body).await?;
    Ok(body)
}

fn framed(tag: Option<u8>, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap_or_default();
    tag.into_iter().chain(length.to_be_bytes()).chain(body.iter().copied()).collect()
}

/// The statement of a simple query or of one that is prepared.
fn text_of(tag: u8, body: &[u8]) -> String {
    let part = match tag {
        b'Q' => body.split(|byte| *byte == 0).next(),
        b'P' => body.split(|byte| *byte == 0).nth(1),
        _ => None,
    };
    String::from_utf8_lossy(part.unwrap_or_default()).into_owned()
}
