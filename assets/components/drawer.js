// Shuts the sidebar of a narrow window when a page is chosen in it (segviz/ui/drawer.py): there it lies over the page.

const NARROW = "(max-width: 768px)"; // as Streamlit, which shuts it for its own navigation only

export default function () {
  const bar = document.querySelector("[data-testid=stSidebar]");
  if (!bar) return () => {};
  const shut = (event) => {
    const chosen = event.target.closest("[data-testid=stPageLink-NavLink]");
    if (chosen && matchMedia(NARROW).matches) bar.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
  };
  bar.addEventListener("click", shut);
  return () => bar.removeEventListener("click", shut);
}
