use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

/// A TCP proxy that can be cut: connections through it end, and new ones are refused, until it is restored.
pub struct Proxy {
    pub address: SocketAddr,
    open: Arc<AtomicBool>,
    current: Arc<std::sync::Mutex<CancellationToken>>,
    all: CancellationToken,
}

impl Proxy {
    /// A proxy to `target` (`host:port`) on a free port of this machine.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub async fn to(target: &str) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let proxy = Self {
            address: listener.local_addr()?,
            open: Arc::new(AtomicBool::new(true)),
            current: Arc::default(),
            all: CancellationToken::new(),
        };
        let (open, current, all) = (Arc::clone(&proxy.open), Arc::clone(&proxy.current), proxy.all.clone());
        let target = target.to_owned();
        tokio::spawn(async move {
            loop {
                let accepted = tokio::select! {
                    accepted = listener.accept() => accepted,
                    () = all.cancelled() => return,
                };
                let Ok((mut client, _)) = accepted else { continue };
                if !open.load(Ordering::SeqCst) {
                    continue;
                }
                let stop = match current.lock() {
                    Ok(current) => current.clone(),
                    Err(poisoned) => poisoned.into_inner().clone(),
                };
                let target = target.clone();
                tokio::spawn(async move {
                    let Ok(mut server) = TcpStream::connect(target).await else { return };
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
                        () = stop.cancelled() => {}
                    }
                });
            }
        });
        Ok(proxy)
    }

    /// Ends all connections and refuses new ones.
    pub fn cut(&self) {
        self.open.store(false, Ordering::SeqCst);
        let mut current = match self.current.lock() {
            Ok(current) => current,
            Err(poisoned) => poisoned.into_inner(),
        };
        current.cancel();
        *current = CancellationToken::new();
    }

    /// Lets connections through again.
    pub fn restore(&self) {
        self.open.store(true, Ordering::SeqCst);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.cut();
        self.all.cancel();
    }
}
