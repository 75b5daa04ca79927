//! JSON held against a schema, as far as the description uses schemas. A member that is not described is as wrong as one that is missing.

use serde_json::Value;

/// Says where a value is not what is described.
pub(crate) fn check(description: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    Reader { description, is_form: false }.check(schema, value, "$")
}

/// The same of what is sent: a form writes its numbers as texts.
pub(crate) fn check_sent(description: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    Reader { description, is_form: true }.check(schema, value, "$")
}

struct Reader<'d> {
    description: &'d Value,
    is_form: bool,
}

impl<'d> Reader<'d> {
    fn check(&self, schema: &'d Value, value: &Value, place: &str) -> Result<(), String> {
        let schema = self.target(schema);
        for choice in ["oneOf", "anyOf"] {
            if let Some(choices) = schema[choice].as_array() {
                let refused: Vec<_> = choices.iter().map(|one| self.check(one, value, place)).collect();
                let all = || refused.iter().filter_map(|one| one.clone().err()).collect::<Vec<_>>().join(" / ");
                return if refused.iter().any(Result::is_ok) { Ok(()) } else { Err(all()) };
            }
        }
        let parts = self.parts(schema);
        for part in &parts {
            self.kind(part, value, place)?;
        }
        match value {
            Value::Object(members) => {
                let missing = parts.iter().flat_map(|part| part["required"].as_array().into_iter().flatten());
                if let Some(name) = missing.filter_map(Value::as_str).find(|name| !members.contains_key(*name)) {
                    return Err(format!("{place} lacks {name}"));
                }
                let mut members = members.iter();
                members.try_for_each(|(name, member)| self.member(&parts, (name, member), place))
            }
            Value::Array(items) => {
                let Some(of_items) = schema.get("items") else { return Ok(()) };
                let mut items = items.iter().enumerate();
                items.try_for_each(|(index, item)| self.check(of_items, item, &format!("{place}[{index}]")))
            }
            _ => Ok(()),
        }
    }

    /// The schema and those that it is made of.
    fn parts(&self, schema: &'d Value) -> Vec<&'d Value> {
        let schema = self.target(schema);
        let of = schema["allOf"].as_array().into_iter().flatten().flat_map(|part| self.parts(part));
        std::iter::once(schema).chain(of).collect()
    }

    fn target(&self, schema: &'d Value) -> &'d Value {
        match schema["$ref"].as_str() {
            Some(target) => self.description.pointer(target.trim_start_matches('#')).unwrap_or(&Value::Null),
            None => schema,
        }
    }

    fn member(&self, parts: &[&'d Value], (name, member): (&str, &Value), place: &str) -> Result<(), String> {
        let place = format!("{place}.{name}");
        let described = parts.iter().find_map(|part| part["properties"].get(name));
        let described = described.or_else(|| {
            parts
                .iter()
                .find_map(|part| part["additionalProperties"].as_object().map(|_| &part["additionalProperties"]))
        });
        match described {
            Some(schema) => self.check(schema, member, &place),
            // An object of any form.
            None if parts.iter().all(|part| part.get("properties").is_none()) => Ok(()),
            None => Err(format!("{place} is not described")),
        }
    }

    fn kind(&self, schema: &Value, value: &Value, place: &str) -> Result<(), String> {
        let is = |kind: &str| match kind {
            "null" => value.is_null(),
            "boolean" => value.is_boolean(),
            "integer" if self.is_form && value.is_string() => {
                value.as_str().is_some_and(|text| text.parse::<i64>().is_ok())
            }
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "string" => value.is_string(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            _ => false,
        };
        let fits = match &schema["type"] {
            Value::String(kind) => is(kind),
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).any(is),
            _ => true,
        };
        let is_listed = schema["enum"].as_array().is_none_or(|listed| listed.contains(value));
        if fits && is_listed { Ok(()) } else { Err(format!("{place} is {value}, not {}", schema["type"])) }
    }
}
