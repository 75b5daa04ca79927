//! Whether requests are timed piece by piece, and who collects that. The variables that OpenTelemetry has for all programs count where the file says
//! nothing. They may have been set for others, so what we cannot use of them is told and passed over; a wrong line of our own file stops the start.

use super::messages::{MessagesError, Secret, gateway_host};
use serde::Deserialize;
use std::path::PathBuf;

const PATH: &str = "/v1/traces";
const SERVICE: &str = "keystead";
/// A request in a hundred tells how long things take, and costs little.
const USUAL_PERCENT: f64 = 1.0;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TracesSection {
    /// The collector: its address, without `/v1/traces`.
    pub endpoint: Option<String>,
    /// One header in the file, as `name: value`.
    pub header_file: Option<PathBuf>,
    /// Of all requests.
    pub percent: Option<f64>,
    pub service: Option<String>,
    /// Whether the trusted proxies write `traceparent` themselves.
    pub follow_proxies: Option<bool>,
}

/// What the process runs with.
#[derive(Debug, Clone)]
pub struct Traces {
    pub collector: Option<Collector>,
    /// Whether the variables of OpenTelemetry name an address that cannot be called. There is no log yet to tell it.
    pub is_misnamed: bool,
    pub percent: f64,
    pub follow_proxies: bool,
}

/// Who collects.
#[derive(Debug, Clone)]
pub struct Collector {
    pub url: String,
    pub headers: Vec<(String, Secret)>,
    pub service: String,
}

#[derive(Debug, thiserror::Error)]
pub enum TracesError {
    #[error("traces: {0:?} is no address of a collector: it begins with https:// (http:// works on this machine only)")]
    Endpoint(String),
    #[error("traces: a percentage is between 0 and 100, and {0} is not")]
    Percent(f64),
    #[error("traces: the header")]
    Header(#[source] MessagesError),
    #[error("traces: {} does not hold a header as name: value", .0.display())]
    NoHeader(PathBuf),
}

/// OpenTelemetry's own variables, as far as we know them.
#[derive(Debug, Clone, Default)]
pub struct Variables {
    pub disabled: Option<String>,
    pub endpoint: Option<String>,
    pub traces_endpoint: Option<String>,
    pub headers: Option<String>,
    pub service: Option<String>,
}

impl Variables {
    /// Those of this process.
    #[expect(clippy::disallowed_methods, reason = "as options they would show secrets in the list of processes")]
    pub fn read() -> Self {
        let read = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Self {
            disabled: read("OTEL_SDK_DISABLED"),
            endpoint: read("OTEL_EXPORTER_OTLP_ENDPOINT"),
            traces_endpoint: read("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"),
            headers: read("OTEL_EXPORTER_OTLP_HEADERS"),
            service: read("OTEL_SERVICE_NAME"),
        }
    }

    /// The collector that they name.
    fn collector(&self) -> Option<String> {
        let own = self.traces_endpoint.clone();
        own.or_else(|| self.endpoint.as_deref().map(|base| format!("{}{PATH}", base.trim_end_matches('/'))))
    }

    /// `a=b,c=d`, values percent-encoded; what is no header is left out.
    fn headers(&self) -> Vec<(String, Secret)> {
        let pairs = self.headers.as_deref().unwrap_or_default().split(',');
        let pairs = pairs.filter_map(|pair| pair.split_once('='));
        let decoded = pairs.filter_map(|(name, value)| Some((name.trim(), unescaped(value.trim())?)));
        decoded.filter_map(|(name, value)| header(name, &value)).collect()
    }
}

fn unescaped(value: &str) -> Option<String> {
    serde_urlencoded::from_str::<Vec<(String, String)>>(&format!("v={}", value.replace('+', "%2B").replace('&', "%26")))
        .ok()?
        .pop()
        .map(|(_, value)| value)
}

fn header(name: &str, value: &str) -> Option<(String, Secret)> {
    let is_header = axum::http::HeaderName::try_from(name).is_ok() && axum::http::HeaderValue::try_from(value).is_ok();
    is_header.then(|| (name.to_owned(), Secret::of(value)))
}

fn is_callable(url: &str) -> bool {
    gateway_host(url).is_some_and(|host| url.starts_with("https://") || super::messages::is_this_machine(&host))
}

impl TracesSection {
    pub(super) fn read(self, variables: &Variables) -> Result<Traces, TracesError> {
        let percent = self.percent.unwrap_or(USUAL_PERCENT);
        if !(0.0..=100.0).contains(&percent) {
            return Err(TracesError::Percent(percent));
        }
        let follow_proxies = self.follow_proxies.unwrap_or_default();
        let service = self.service.or_else(|| variables.service.clone()).unwrap_or_else(|| SERVICE.to_owned());
        let own = self.header_file.map(own_header).transpose()?;
        let mut is_misnamed = false;
        let url = match self.endpoint.map(|base| format!("{}{PATH}", base.trim_end_matches('/'))) {
            Some(url) if is_callable(&url) => Some(url),
            Some(url) => return Err(TracesError::Endpoint(url.trim_end_matches(PATH).to_owned())),
            None if variables.disabled.as_deref() == Some("true") => None,
            None => variables.collector().filter(|url| {
                is_misnamed = !is_callable(url);
                !is_misnamed
            }),
        };
        let headers = own.map_or_else(|| variables.headers(), |own| vec![own]);
        let collector = url.map(|url| Collector { url, headers, service });
        Ok(Traces { collector, is_misnamed, percent, follow_proxies })
    }
}

fn own_header(file: PathBuf) -> Result<(String, Secret), TracesError> {
    let line = Secret::read(&file).map_err(TracesError::Header)?;
    let read = line.expose().split_once(':').and_then(|(name, value)| header(name.trim(), value.trim()));
    read.ok_or(TracesError::NoHeader(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(section: &str, variables: &Variables) -> Result<Traces, String> {
        let section: TracesSection = toml::from_str(section).unwrap();
        section.read(variables).map_err(|error| domain::error::one_line(&error))
    }

    // Issue 9, 7: what was set for other programs never stops ours, and secrets are not shown.
    #[test]
    fn the_variables_of_others_are_taken_as_far_as_they_go() {
        let text = |text: &str| Some(text.to_owned());
        let set = Variables {
            endpoint: text("http://localhost:4318/"),
            headers: text("authorization=Bearer%20s3cret,nonsense,x y=1,x-team=a+b"),
            service: text("login"),
            ..Variables::default()
        };
        let collector = read("", &set).unwrap().collector.unwrap();
        assert_eq!((collector.url.as_str(), collector.service.as_str()), ("http://localhost:4318/v1/traces", "login"));
        let headers: Vec<_> = collector.headers.iter().map(|(name, value)| (name.as_str(), value.expose())).collect();
        assert_eq!(headers, [("authorization", "Bearer s3cret"), ("x-team", "a+b")]);
        assert!(!format!("{collector:?}").contains("s3cret"));
        for endpoint in ["grpc://collector:4317", "http://collector.example:4318", "collector", "https://me@there"] {
            let set = Variables { endpoint: text(endpoint), ..Variables::default() };
            let read = read("", &set).unwrap();
            assert!(read.collector.is_none() && read.is_misnamed, "{endpoint}");
        }
        let off = Variables { disabled: text("true"), ..set.clone() };
        assert!(read("", &off).unwrap().collector.is_none());
        // The file knows better.
        let own = read("endpoint = \"https://otel.example.com\"\nservice = \"id\"\npercent = 50", &set).unwrap();
        let collector = own.collector.unwrap();
        assert_eq!((collector.url.as_str(), collector.service.as_str()), ("https://otel.example.com/v1/traces", "id"));
    }

    #[test]
    fn a_wrong_line_of_our_own_is_told() {
        let none = Variables::default();
        assert!(read("", &none).unwrap().collector.is_none());
        assert!(
            read("endpoint = \"http://collector.example:4318\"", &none)
                .unwrap_err()
                .contains("no address of a collector")
        );
        assert!(read("percent = 101", &none).unwrap_err().contains("between 0 and 100"));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("header");
        std::fs::write(&file, "authorization Bearer x\n").unwrap();
        let section = format!("endpoint = \"https://a.example\"\nheader_file = {file:?}");
        assert!(read(&section, &none).unwrap_err().contains("does not hold a header"));
        std::fs::write(&file, "authorization: Bearer x\n").unwrap();
        assert_eq!(read(&section, &none).unwrap().collector.unwrap().headers[0].1.expose(), "Bearer x");
    }
}
