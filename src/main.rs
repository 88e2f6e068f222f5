//! The command line: what can be asked for. What is done then is in `cli`.

mod cli;

use clap::builder::Styles;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueHint};
use clap_complete::Shell;
use gongwen::sink::Target;
use std::path::PathBuf;
use std::process::ExitCode;

/// Facts from Chinese government documents, as JSON Lines.
#[derive(Debug, Parser)]
#[command(name = "gongwen", version, styles = Styles::plain(), max_term_width = 100)]
#[command(
    after_help = "Exit status: 0 done, 1 a finding or a mismatch, 2 something could not be read or the call was wrong."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the facts of files and folders, one JSON object a line
    Extract(Extract),
    /// Check that each record stands in its file as recorded
    Verify(Verify),
    /// Look for figures that do not agree with each other
    Audit(Audit),
    /// Show why a place is read as it is
    Explain(Explain),
    /// Look into the patterns that facts are found by
    #[command(subcommand)]
    Patterns(Patterns),
    /// Print the JSON Schema of the records
    Schema,
    /// Print the completions for a shell
    Completions {
        /// Which shell
        shell: Shell,
    },
}

/// Which files are read, and how: the same for each command that reads folders.
#[derive(Debug, Args)]
struct Files {
    /// Files and folders to read; - for standard input
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// Threads [default: one for each core]
    #[arg(
        short = 'j',
        long,
        value_name = "N",
        default_value_t = 0,
        hide_default_value = true
    )]
    threads: usize,
    /// The encoding of files without a byte-order mark, instead of looking at them
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Of the files in folders, read only those that match (name or path below the folder)
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// Leave out matching files and folders
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// Refuse larger inputs; K, M and G are understood
    #[arg(long, value_name = "SIZE", default_value = "1G", value_parser = cli::size)]
    max_bytes: u64,
    #[command(flatten)]
    folder: PatternFolder,
}

#[derive(Debug, Args)]
struct Extract {
    /// Write to FILE, which appears only when whole [default: standard output]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Keep in a store, which takes only what changed since: jsonl:FILE, csv:DIR, parquet:DIR,
    /// sqlite:FILE, postgres://HOST/NAME
    #[arg(long, value_name = "STORE", conflicts_with_all = ["output", "pretty", "nested"])]
    to: Option<Target>,
    /// Drop from the store what it holds of files that are no longer below PATH
    #[arg(long, requires = "to")]
    prune: bool,
    /// Wait so many seconds for another writer on the same store
    #[arg(long, value_name = "SECONDS", default_value_t = 60, requires = "to")]
    wait: u64,
    /// Begin CSV files with the mark by which Excel knows UTF-8
    #[arg(long, requires = "to")]
    bom: bool,
    #[command(flatten)]
    files: Files,
    /// Write only facts of this kind; may be given again
    #[arg(long, value_name = "KIND", value_parser = cli::kind)]
    kind: Vec<gongwen::value::Kind>,
    /// Spread each object over lines
    #[arg(long)]
    pretty: bool,
    /// One object for each document, its facts in `fact_list`
    #[arg(long)]
    nested: bool,
    /// Say nothing on standard error but wrong calls
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
struct Audit {
    #[command(subcommand)]
    page: Option<AuditPage>,
    /// Check the facts of a store instead of files, and put the findings into it: sqlite:FILE,
    /// postgres://HOST/NAME
    #[arg(long, value_name = "STORE", conflicts_with_all = ["include", "exclude", "encoding", "ledger"])]
    from: Option<Target>,
    /// What the findings come as
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "table")]
    format: cli::Format,
    /// The language of tables [default: that of LC_ALL, LC_MESSAGES or LANG]
    #[arg(long, value_enum, value_name = "LANG")]
    lang: Option<cli::Lang>,
    /// Show what agrees and what cannot be checked, too
    #[arg(long)]
    all: bool,
    /// Show every number with its status, and the share that was checked
    #[arg(long)]
    ledger: bool,
    /// Exit with 1 where such a finding is left
    #[arg(long, value_enum, value_name = "VERDICT")]
    fail_on: Option<cli::FailOn>,
    /// Explanations that were accepted, by key, with reason and date
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    accept: Option<PathBuf>,
    /// Write to FILE, which appears only when whole [default: standard output]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
    #[command(flatten)]
    files: Files,
    /// Say nothing but findings and wrong calls
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Debug, Subcommand)]
enum AuditPage {
    /// Print what a check does, why, and an example
    Explain {
        /// Its id, as findings name it
        check: String,
    },
}

#[derive(Debug, Args)]
struct Verify {
    /// What `gongwen extract` wrote; - for standard input
    #[arg(value_name = "RECORDS", value_hint = ValueHint::FilePath)]
    records: PathBuf,
    /// Say nothing when all agree
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Debug, Args)]
struct Explain {
    /// A sentence to read
    #[arg(long, conflicts_with = "place", required_unless_present = "place")]
    text: Option<String>,
    /// A line of a file
    #[arg(value_name = "PATH:LINE")]
    place: Option<String>,
    #[command(flatten)]
    folder: PatternFolder,
}

#[derive(Debug, Subcommand)]
enum Patterns {
    /// Run the examples of every pattern
    Check(PatternFolder),
    /// Print the names of all patterns
    List(PatternFolder),
    /// Print one pattern with its examples
    Show {
        /// As `gongwen patterns list` prints it
        name: String,
        #[command(flatten)]
        folder: PatternFolder,
    },
}

#[derive(Debug, Args)]
struct PatternFolder {
    /// A folder of patterns that extends or replaces the built-in ones
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    patterns: Option<PathBuf>,
}

impl Cli {
    /// As declared, but that `audit --from` takes no files.
    fn whole() -> clap::Command {
        Self::command().mut_subcommand("audit", |audit| {
            audit.mut_arg("paths", |paths| {
                let paths = paths.required(false).conflicts_with("from");
                paths.required_unless_present("from")
            })
        })
    }
}

/// Rows are made in one thread and given back in another.
#[cfg(all(target_os = "linux", feature = "jemalloc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let matches = Cli::whole().get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|e| e.exit());
    let status = match cli.command {
        Command::Extract(args) => cli::extract(args),
        Command::Verify(args) => cli::verify(&args),
        Command::Audit(args) => cli::audit(args),
        Command::Explain(args) => cli::explain(&args),
        Command::Patterns(args) => cli::patterns(&args),
        Command::Schema => cli::schema(),
        Command::Completions { shell } => cli::completions(shell),
    };
    status
        .unwrap_or_else(|e| {
            anstream::eprintln!("gongwen: {e}");
            cli::UNREAD
        })
        .into()
}
