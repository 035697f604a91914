//! What goes out: the layers' schema, declared once, and a writer per format.
