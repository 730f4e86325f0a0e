"""The ground: messages, normalisation, places, errors, findings, documents. Nothing here knows a form."""
