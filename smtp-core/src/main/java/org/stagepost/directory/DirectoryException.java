package org.stagepost.directory;

/** Why the directory was not changed or cannot be read; the text is written for the person who asked. */
public final class DirectoryException extends Exception {
    private static final long serialVersionUID = 1;

    public DirectoryException(String text) {
        super(text);
    }

    public DirectoryException(String text, Throwable cause) {
        super(text, cause);
    }
}
