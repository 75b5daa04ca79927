//! The command line of the bench: `bench [--quick] [--seconds N] [--users N] [--only NAME]`. It measures and reports; a missed budget is
//! a line in the report and never an exit code, because a busy neighbour would miss it too.

use bench::limits;
use bench::options::Options;
use bench::run;
use bench::verification;
use std::process::ExitCode;
use std::time::Duration;

const USAGE: &str = "\
bench [options]         measures the keystead binary beside this one and writes bench/RESULTS.md
  --seconds N           measured time of each level (8)
  --users N             users in the large file (1000000); two passkeys each
  --quick               without the large file, short levels, and without writing the results
  --only PART           limits, sqlite, postgres or large: measures this part beside the limits, without writing the results";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.first().map(String::as_str) {
        // The bench starts itself under these two names, pinned to the server's core.
        Some("empty-post-server") => limits::serve_empty_posts().map_err(|error| error.to_string()),
        Some("verification") => print_verification(),
        _ => Options::read(&arguments)
            .map_err(|error| format!("{error}\n{USAGE}"))
            .and_then(|options| run::everything(&options).map_err(|error| error.to_string())),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn print_verification() -> Result<(), String> {
    let rates = verification::rates(Duration::from_secs(4)).ok_or("an answer of our own was refused")?;
    println!("{}", rates.to_line());
    Ok(())
}
