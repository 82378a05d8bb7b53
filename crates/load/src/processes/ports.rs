use std::net::{Ipv4Addr, TcpListener};

use anyhow::bail;
use rand::Rng;

/// Below the range that Linux takes the ports of outgoing connections from, so that none of those sits on it.
const RANGE: std::ops::Range<u16> = 20_000..30_000;

/// Ports of this machine that nobody listens on now, each once.
pub fn free(count: usize) -> anyhow::Result<Vec<u16>> {
    let mut random = rand::rng();
    // Held until all are found, so that none is found twice.
    let mut held = Vec::new();
    for _ in 0..count * 100 {
        if held.len() == count {
            break;
        }
        let port = random.random_range(RANGE);
        held.extend(TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok().map(|listener| (port, listener)));
    }
    if held.len() < count {
        bail!("there are no {count} free ports between {} and {}", RANGE.start, RANGE.end);
    }
    Ok(held.into_iter().map(|(port, _)| port).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_port_is_another_and_below_the_ports_of_outgoing_connections() {
        let mut ports = free(14).unwrap();
        ports.sort_unstable();
        ports.dedup();
        assert_eq!(ports.len(), 14);
        assert!(ports.iter().all(|port| *port < 32_768));
    }
}
