//! The words that requests choose from, each of which must mean one thing.

use super::Wrong;

/// How the answer travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ResponseMode {
    #[default]
    Query,
    FormPost,
}

impl ResponseMode {
    pub const ALL: [Self; 2] = [Self::Query, Self::FormPost];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::FormPost => "form_post",
        }
    }

    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == word)
    }
}

/// What the member is to be shown, whatever we know already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prompt {
    /// Nothing at all.
    None,
    Login,
    Consent,
    SelectAccount,
    /// Sign-up.
    Create,
}

impl Prompt {
    pub const ALL: [Self; 5] = [Self::None, Self::Login, Self::Consent, Self::SelectAccount, Self::Create];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Login => "login",
            Self::Consent => "consent",
            Self::SelectAccount => "select_account",
            Self::Create => "create",
        }
    }
}

/// Each once. `none` stands alone (Core, 3.1.2.1), and a word that is not published is refused (Initiating User Registration, 4.1).
pub(super) fn prompts(text: &str) -> Result<Vec<Prompt>, Wrong> {
    let mut prompts = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let prompt = Prompt::ALL.into_iter().find(|prompt| prompt.as_str() == word);
        let prompt = prompt.ok_or(Wrong::Malformed("prompt"))?;
        if !prompts.contains(&prompt) {
            prompts.push(prompt);
        }
    }
    if prompts.contains(&Prompt::None) && prompts.len() > 1 { Err(Wrong::PromptNone) } else { Ok(prompts) }
}

/// On what the pages are shown. A wish: an unknown one is the usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Display {
    #[default]
    Page,
    Popup,
    Touch,
    Wap,
}

impl Display {
    pub(super) fn read(word: &str) -> Self {
        match word {
            "popup" => Self::Popup,
            "touch" => Self::Touch,
            "wap" => Self::Wap,
            _ => Self::Page,
        }
    }
}
