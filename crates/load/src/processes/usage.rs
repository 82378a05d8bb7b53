//! What processes use, from `/proc`: Linux only.

use std::fs;
use std::path::Path;

use anyhow::Context;

/// Clock ticks a second in `/proc`, the same on every Linux we run on (`getconf CLK_TCK`).
const TICKS: u64 = 100;

/// What a process has used so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// CPU time of user and system, of the process and of children that it has waited for.
    pub cpu_milliseconds: u64,
    /// Memory now, in KiB.
    pub resident_kib: u64,
    /// Most memory since it started, in KiB.
    pub peak_kib: u64,
}

/// What one process uses.
///
/// # Errors
///
/// When there is no such process.
pub fn usage_of(pid: u32) -> anyhow::Result<Usage> {
    let folder = Path::new("/proc").join(pid.to_string());
    let gone = || format!("process {pid} is gone");
    let stat = Stat::of(&fs::read_to_string(folder.join("stat")).with_context(gone)?).with_context(gone)?;
    let status = fs::read_to_string(folder.join("status")).with_context(gone)?;
    Ok(Usage {
        cpu_milliseconds: stat.ticks * 1000 / TICKS,
        resident_kib: line(&status, "VmRSS:"),
        peak_kib: line(&status, "VmHWM:"),
    })
}

/// What a server and all processes below it use. Shared memory counts for each of them.
///
/// # Errors
///
/// When the server itself is gone.
pub fn tree_usage(root: u32) -> anyhow::Result<Usage> {
    let mut total = usage_of(root)?;
    let mut parents = vec![root];
    let all = processes();
    while let Some(parent) = parents.pop() {
        for (pid, _) in all.iter().filter(|(_, stat)| stat.parent == parent) {
            // A process that ended just now counts with its parent.
            if let Ok(usage) = usage_of(*pid) {
                total.cpu_milliseconds += usage.cpu_milliseconds;
                total.resident_kib += usage.resident_kib;
                total.peak_kib += usage.peak_kib;
                parents.push(*pid);
            }
        }
    }
    Ok(total)
}

/// The process of this machine that listens on a TCP port; `None` when it is elsewhere, or another user's.
pub fn listening_on(port: u16) -> Option<u32> {
    let sockets =
        ["/proc/net/tcp", "/proc/net/tcp6"].map(|table| fs::read_to_string(table).unwrap_or_default());
    let inode = sockets.iter().flat_map(|table| table.lines()).find_map(|line| {
        let columns: Vec<_> = line.split_whitespace().collect();
        let (_, hex) = columns.get(1)?.rsplit_once(':')?;
        let listens = columns.get(3) == Some(&"0A") && u16::from_str_radix(hex, 16) == Ok(port);
        listens.then(|| columns.get(9).map(ToString::to_string)).flatten()
    })?;
    let wanted = format!("socket:[{inode}]");
    let mut holders: Vec<_> =
        processes().into_iter().filter(|(pid, _)| holds(*pid, &wanted)).map(|(pid, _)| pid).collect();
    // A server's children may hold it too; the server came first.
    holders.sort_unstable();
    holders.first().copied()
}

fn holds(pid: u32, socket: &str) -> bool {
    let Ok(files) = fs::read_dir(format!("/proc/{pid}/fd")) else { return false };
    files.flatten().any(|file| fs::read_link(file.path()).is_ok_and(|target| target.as_os_str() == socket))
}

fn processes() -> Vec<(u32, Stat)> {
    let Ok(folder) = fs::read_dir("/proc") else { return Vec::new() };
    let pids = folder.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    pids.filter_map(|pid| {
        let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        Some((pid, Stat::of(&text)?))
    })
    .collect()
}

struct Stat {
    parent: u32,
    /// utime, stime, cutime and cstime.
    ticks: u64,
}

impl Stat {
    /// `pid (name) state ppid …`; the name may hold anything, also a closing bracket.
    fn of(text: &str) -> Option<Self> {
        let (_, rest) = text.rsplit_once(')')?;
        let columns: Vec<_> = rest.split_whitespace().collect();
        let ticks = columns.get(11..15)?.iter().filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
        Some(Self { parent: columns.get(1)?.parse().ok()?, ticks })
    }
}

fn line(status: &str, name: &str) -> u64 {
    let found = status.lines().find_map(|line| line.strip_prefix(name));
    found.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_with_a_strange_name_is_read() {
        let text = "12 (a (b) c) S 7 12 12 0 -1 4194560 1 2 3 4 100 50 20 5 20 0 1 0";
        let stat = Stat::of(text).unwrap();
        assert_eq!((stat.parent, stat.ticks), (7, 175));
    }

    #[test]
    fn this_process_uses_memory_and_listens_where_it_says() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        assert!(usage_of(std::process::id()).unwrap().resident_kib > 0);
        assert_eq!(listening_on(listener.local_addr().unwrap().port()), Some(std::process::id()));
    }
}
