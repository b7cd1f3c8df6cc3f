package org.stagepost.mail;

/**
 * The seam between two stages: takes responsibility for a message, or says for each recipient why not. SMTP and LMTP
 * clients are transports, and so are the queue and local delivery; a server session hands what it heard to one.
 */
public interface Transport {
    /**
     * Whether this recipient would be taken, asked while the client is still connected.
     *
     * @param soFar the envelope with the recipients accepted before
     * @return positive, or the reply that the client is to get
     */
    Reply accepts(Envelope soFar, Recipient recipient);

    /**
     * Takes the message. A positive reply means that responsibility has passed: it is on disk or with the next hop.
     * Failures of any kind are replies; this method throws only where the code is wrong.
     */
    Outcome send(Envelope envelope, Message message);
}
