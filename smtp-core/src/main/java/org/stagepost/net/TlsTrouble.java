package org.stagepost.net;

import io.netty.handler.ssl.NotSslRecordException;

/** Why a handshake failed, in one short line for the log. */
final class TlsTrouble {
    private static final int MOST = 200;

    private TlsTrouble() {}

    /** Never what the peer has sent: Netty quotes all of it where it is no TLS. */
    static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && !(root instanceof NotSslRecordException)) root = root.getCause();
        if (root instanceof NotSslRecordException) return "the peer speaks no TLS";
        String text = String.valueOf(root.getMessage());
        return text.length() <= MOST ? text : text.substring(0, MOST);
    }
}
