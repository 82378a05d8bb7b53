//! Whether anything sees a mutant: the check at load, the people in `examples.toml`, the figure tests.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context;
use policy::Policies;
use tempfile::TempDir;

use crate::mutant::Mutant;

/// The variable by which the figure tests are given another folder of policies.
const FOLDER: &str = "MEEDOEN_POLICIES";

/// The variable that makes them stop at the first failure.
const FIRST_FAILURE: &str = "MEEDOEN_FIRST_FAILURE";

/// Tests that change a copy themselves, or hold generated files against the policies: a mutant fails them whether
/// anyone knows the right figure or not.
const NO_FIGURES: [&str; 5] = ["faults::", "pages::", "schemas::", "examples::", "outlook::"];

/// Who saw a mutant first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    Check,
    Examples,
    Figures,
    Survives,
}

/// A folder of policies of its own, in which one file at a time is changed.
pub struct Judge<'a> {
    policies: &'a Path,
    figures: &'a Path,
    root: TempDir,
    /// Whose folder is a copy now; all others are links.
    copied: Option<String>,
}

impl<'a> Judge<'a> {
    pub fn new(policies: &'a Path, figures: &'a Path) -> anyhow::Result<Self> {
        Ok(Self { policies, figures, root: TempDir::new()?, copied: None })
    }

    /// Nothing is changed: everything must hold, or no verdict means anything.
    pub fn calibrate(&mut self) -> anyhow::Result<()> {
        self.copy("")?;
        let policies = Policies::load(&self.all())?;
        policies.check_examples(&self.all())?;
        let output = self.tests().stdout(Stdio::piped()).output()?;
        if !output.status.success() {
            anyhow::bail!(
                "the figure tests fail before anything is changed:\n{}",
                String::from_utf8_lossy(&output.stdout)
            );
        }
        Ok(())
    }

    /// Makes the change, asks everyone in turn, and takes it back.
    pub fn judge(&mut self, mutant: &Mutant) -> anyhow::Result<Verdict> {
        self.copy(mutant.tenant())?;
        let path = self.all().join(&mutant.file);
        let text = fs::read_to_string(&path).with_context(|| mutant.file.clone())?;
        fs::write(&path, mutant.apply(&text))?;
        let verdict = self.verdict(mutant);
        fs::write(&path, text)?;
        verdict
    }

    fn verdict(&self, mutant: &Mutant) -> anyhow::Result<Verdict> {
        // A tenant's mutant concerns that tenant alone; a shared part concerns all.
        let folder = if mutant.tenant() == "shared" { self.all() } else { self.one() };
        let Ok(policies) = Policies::load(&folder) else { return Ok(Verdict::Check) };
        if policies.check_examples(&folder).is_err() {
            return Ok(Verdict::Examples);
        }
        let mut tests = self.tests();
        tests.env(FIRST_FAILURE, "ends").stdout(Stdio::null());
        let status = tests.status().context("the figure tests do not start")?;
        Ok(if status.success() { Verdict::Survives } else { Verdict::Figures })
    }

    fn tests(&self) -> Command {
        let mut command = Command::new(self.figures);
        // Nobody reads where a test failed, and finding that out takes longer than the test.
        command
            .env(FOLDER, self.all())
            .env("RUST_BACKTRACE", "0")
            .args(["--quiet", "--test-threads=1"])
            .stderr(Stdio::null());
        for skipped in NO_FIGURES {
            command.args(["--skip", skipped]);
        }
        command
    }

    fn all(&self) -> PathBuf {
        self.root.path().join("all")
    }

    fn one(&self) -> PathBuf {
        self.root.path().join("one")
    }

    /// A copy of one tenant's folder among links to the others; and a folder with that tenant alone.
    fn copy(&mut self, tenant: &str) -> anyhow::Result<()> {
        if self.copied.as_deref() == Some(tenant) {
            return Ok(());
        }
        let (all, one) = (self.all(), self.one());
        for folder in [&all, &one] {
            if folder.exists() {
                fs::remove_dir_all(folder)?;
            }
            fs::create_dir_all(folder)?;
        }
        for entry in fs::read_dir(fs::canonicalize(self.policies)?)? {
            let entry = entry?;
            let name = entry.file_name();
            if name == tenant {
                copy_folder(&entry.path(), &all.join(&name))?;
                symlink(all.join(&name), one.join(&name))?;
                continue;
            }
            symlink(entry.path(), all.join(&name))?;
            if ["national", "shared"].iter().any(|common| name == *common) {
                symlink(entry.path(), one.join(&name))?;
            }
        }
        self.copied = Some(tenant.to_owned());
        Ok(())
    }
}

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
