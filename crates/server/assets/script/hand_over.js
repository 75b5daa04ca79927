// On the way back to an application: does at once what the page's button does. An answer in the address must not stay in the history.

const form = document.querySelector("form[data-now]");
const link = document.querySelector("a[data-now]");
if (form) form.submit();
else if (link) location.replace(link.href);
