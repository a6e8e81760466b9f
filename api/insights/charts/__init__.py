"""Charts as SVG made on the server.

Plotly's script was tried under the pages' policy (`script-src 'self'; style-src 'self'`): version 4.1.1
draws, but with 68 refused inline styles for a chart of three bars, and it weighs 4.8 MB. So the charts are
made here: they need no inline style (only SVG attributes, which the policy leaves alone), print, carry their words
as titles for those who hover or listen, and are there without any script. Widths are percentages, so that the
same chart fits a phone and a laptop while its type stays the size of the text around it.
"""
