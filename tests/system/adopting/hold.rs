//! A way to the gateway on which, from a certain request on, no answer comes back.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// Passes on all that is asked; of the answers, those before request number `last` of a kind.
pub struct Hold {
    pub address: SocketAddr,
    passing: tokio::task::JoinHandle<()>,
}

/// What connections have in common.
struct Counted {
    /// Stands in the first line of each request that counts.
    mark: &'static [u8],
    last: usize,
    seen: AtomicUsize,
}

impl Hold {
    /// `gateway` as `http://127.0.0.1:8080`.
    pub async fn before(gateway: &str, mark: &'static str, last: usize) -> anyhow::Result<Self> {
        let target = gateway.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let counted = Arc::new(Counted { mark: mark.as_bytes(), last, seen: AtomicUsize::new(0) });
        let passing = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let Ok(server) = TcpStream::connect(&target).await else { return };
                let ((from_client, to_client), (from_server, to_server)) =
                    (client.into_split(), server.into_split());
                tokio::spawn(asking(from_client, to_server, Arc::clone(&counted)));
                tokio::spawn(answering(from_server, to_client, Arc::clone(&counted)));
            }
        });
        Ok(Self { address, passing })
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.passing.abort();
    }
}

async fn asking(mut client: OwnedReadHalf, mut server: OwnedWriteHalf, counted: Arc<Counted>) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = client.read(&mut bytes).await {
        let marks =
            bytes[..count].windows(counted.mark.len()).filter(|window| *window == counted.mark).count();
        counted.seen.fetch_add(marks, Ordering::SeqCst);
        if server.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
}

async fn answering(mut server: OwnedReadHalf, mut client: OwnedWriteHalf, counted: Arc<Counted>) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = server.read(&mut bytes).await {
        // What is held is held for good: whoever waits for it is killed.
        if counted.seen.load(Ordering::SeqCst) >= counted.last {
            std::future::pending::<()>().await;
        }
        if client.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
}
