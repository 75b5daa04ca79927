//! A site of its own that signs its members in with Keystead: two pages with one web component each, and a server that holds the tokens. It
//! uses what any site can use, HTTP and the two elements, and nothing of Keystead's code. See the README beside it.

mod keystead;
mod site;
mod visitors;

use keystead::Door;
use site::Site;
use std::error::Error;
use std::sync::Arc;

const USUAL_DOOR: &str = "http://keystead.localhost:8080/platform/smart";
const USUAL_PORT: &str = "8081";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let door = words.next().unwrap_or_else(|| USUAL_DOOR.to_owned());
    let port: u16 = words.next().unwrap_or_else(|| USUAL_PORT.to_owned()).parse()?;
    let door = Door::read(&door).ok_or("usage: sample [http://HOST:PORT/TENANT/WORKSPACE [PORT]]")?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    println!("The sample listens on http://app.{}:{port} and signs in at {}", door.host(), door.url());
    axum::serve(listener, site::routes(Arc::new(Site::new(door)))).await?;
    Ok(())
}
