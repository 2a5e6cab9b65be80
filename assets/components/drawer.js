// Shuts the sidebar of a narrow window (segviz/ui/drawer.py) when a page is chosen in it or a file has come: there it lies
// over the page, which shows the page, the file's answer, or why there is none.

const NARROW = "(max-width: 768px)"; // as Streamlit, which shuts it for its own navigation only

// Of the document, for this is called anew at every run of the page.
let known = null;

export default function ({ data }) {
  const bar = document.querySelector("[data-testid=stSidebar]");
  if (!bar) return () => {};
  const shut = () => {
    if (matchMedia(NARROW).matches && bar.dataset.collapsed !== "true")
      bar.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
  };
  const [{ deliveries }] = data;
  if (known !== null && deliveries > known) shut();
  known = deliveries;
  const chosen = (event) => {
    if (event.target.closest("[data-testid=stPageLink-NavLink]")) shut();
  };
  bar.addEventListener("click", chosen);
  return () => bar.removeEventListener("click", chosen);
}
