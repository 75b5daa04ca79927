//! How long a stranger waits for the sign-in page. It measures and asserts nothing, so it runs only when it is asked for; docs/pages.md says by
//! which command, and what it said.

use crate::SMART;
use crate::support::{Person, Server};

const LOADS: usize = 15;

#[tokio::test]
#[ignore = "measures, asserts nothing"]
async fn first_paint_of_the_sign_in_page() {
    let server = Server::demo();
    let mut times = Vec::new();
    for _ in 0..LOADS {
        // Somebody new each time: nothing is in the browser's cache.
        let stranger = Person::at(&server).await;
        stranger.opens(&format!("{SMART}/sign-in")).await;
        let paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime";
        times.push(stranger.waits("the first paint", paint).await.as_f64().unwrap());
    }
    times.sort_by(f64::total_cmp);
    let [least, median, most] = [0, LOADS / 2, LOADS - 1].map(|place| times[place]);
    println!("first contentful paint of {LOADS} loads: median {median:.0} ms, {least:.0} to {most:.0} ms");
}
