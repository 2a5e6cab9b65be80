// Asks for the page anew when the server is back (segviz/ui/reunion.py): Streamlit goes on where it was, but a server
// that was started again knows nothing of the page, which would stay as it is until someone touches it.

// Of the document, for this is called anew whenever the widgets are shut off and on.
let lost = false;

export default function ({ setTriggerValue }) {
  const app = document.querySelector("[data-testid=stApp]");
  if (!app) return () => {};
  const look = () => {
    const on = app.dataset.testConnectionState === "CONNECTED";
    if (on && lost) setTriggerValue("back", true);
    lost = !on;
  };
  const observer = new MutationObserver(look);
  observer.observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
  look();
  return () => observer.disconnect();
}
