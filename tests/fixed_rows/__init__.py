"""Tables whose rows a code list gives, on the form `fixed-rows`."""
