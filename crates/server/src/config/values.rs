//! What single settings are: read alike from the file and from a flag, and refused with a line that says how they are written.

use domain::PublicUrl;
use domain::public_url::NotPublicUrl;
use ipnet::IpNet;
use serde::{Deserialize, Deserializer};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;

/// The address to listen on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listen(pub SocketAddr);

impl Default for Listen {
    fn default() -> Self {
        Self(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080))
    }
}

#[derive(Debug, thiserror::Error)]
#[error("an address to listen on is an IP address and a port, such as 127.0.0.1:8080")]
pub struct NotListen;

impl FromStr for Listen {
    type Err = NotListen;

    fn from_str(text: &str) -> Result<Self, NotListen> {
        let numeric = match text.strip_prefix("localhost:") {
            Some(port) => format!("127.0.0.1:{port}"),
            None => text.to_owned(),
        };
        numeric.parse().map(Self).map_err(|_| NotListen)
    }
}

/// The public URL; a newtype only so that file and flag read it alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(pub PublicUrl);

impl FromStr for Address {
    type Err = NotPublicUrl;

    fn from_str(text: &str) -> Result<Self, NotPublicUrl> {
        text.parse().map(Self)
    }
}

/// A network of proxies; a bare address is a network of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network(pub IpNet);

#[derive(Debug, thiserror::Error)]
#[error("a trusted proxy is an address or a network, such as 10.0.0.0/8")]
pub struct NotNetwork;

impl FromStr for Network {
    type Err = NotNetwork;

    fn from_str(text: &str) -> Result<Self, NotNetwork> {
        let network = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        network.map(Self).map_err(|_| NotNetwork)
    }
}

/// Of the usual budgets of requests. There is no value for none: that is what `--demo` is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u32")]
pub struct Percent(pub u32);

impl Default for Percent {
    fn default() -> Self {
        Self(100)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the budgets of requests are 10 to 100000 percent of the usual ones")]
pub struct NotPercent;

impl TryFrom<u32> for Percent {
    type Error = NotPercent;

    fn try_from(number: u32) -> Result<Self, NotPercent> {
        if (10..=100_000).contains(&number) { Ok(Self(number)) } else { Err(NotPercent) }
    }
}

/// Reads by `FromStr`, so that the file and the flag take the same texts.
macro_rules! read_as_text {
    ($($type:ty),+) => {$(
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}
read_as_text!(Listen, Address, Network);
