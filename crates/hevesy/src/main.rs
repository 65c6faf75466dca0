//! The command line of Hevesy.

use std::process::ExitCode;

mod cli;

fn main() -> ExitCode {
    // A bug must not look like a wrong input: panics end with 3.
    match std::panic::catch_unwind(cli::run) {
        Ok(code) => code,
        Err(_) => ExitCode::from(3),
    }
}
