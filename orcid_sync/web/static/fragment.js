// ORCID answers some errors in the fragment, which only the browser sees: hand it to the server.
const form = document.getElementById("fragment-form");
form.elements.fragment.value = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
form.submit();
