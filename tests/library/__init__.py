"""xltool as a library: what a program gives it and gets back."""
