"""Numbers in, pictures out: PNG bytes, plotly figures, matplotlib figures for download. No Streamlit, no torch."""
