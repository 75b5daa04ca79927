// Times as the reader writes them: the page's language with the reader's region, so that the order of day and month is theirs.

const { lang } = document.documentElement;
const language = navigator.languages?.find((tag) => tag.split("-")[0] === lang) ?? (lang || undefined);
const exactFormat = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
