package org.stagepost.smtp.server;

import java.time.Duration;
import org.stagepost.mail.Reply;
import org.stagepost.smtp.Replies;
import org.stagepost.smtp.SmtpCommand;

/** What is left of the allowance of one session. */
final class Patience {
    private final Allowance allowance;
    private int errors;
    private boolean spent;
    private int idleCommands;
    private int refusals;
    private int failedLogins;
    private final long began = System.nanoTime();
    private long transactionBegan = began;

    Patience(Allowance allowance) {
        this.allowance = allowance;
    }

    void heard(SmtpCommand command) {
        switch (command) {
            case SmtpCommand.Noop noop -> idleCommands++;
            case SmtpCommand.Rset rset -> idleCommands++;
            case SmtpCommand.Vrfy vrfy -> idleCommands++;
            case SmtpCommand.Expn expn -> idleCommands++;
            case SmtpCommand.Etrn etrn -> idleCommands++;
            case SmtpCommand.Help help -> idleCommands++;
            case SmtpCommand.Helo helo -> idleCommands++;
            case SmtpCommand.Ehlo ehlo -> idleCommands++;
            case SmtpCommand.Lhlo lhlo -> idleCommands++;
            case SmtpCommand.Bdat chunk when chunk.octets() == 0 -> idleCommands++;
            default -> {}
        }
    }

    /** A stranger is hurried: no error more is borne (row R10). */
    void saidInHurry(Reply reply) {
        int before = errors;
        said(reply);
        spent |= errors > before;
    }

    /** Codes from 550 to 554 refuse mail; the other permanent ones refuse a command. */
    void said(Reply reply) {
        if (!reply.permanent()) return;
        if (reply.equals(Replies.LOGIN_REFUSED)) failedLogins++;
        else if (reply.code() >= 550 && reply.code() < 555) refusals++;
        else errors++;
    }

    /** A sender has been accepted. */
    void transactionBegins() {
        transactionBegan = System.nanoTime();
    }

    /** A message has been taken: what came before it was no idling. */
    void served() {
        idleCommands = 0;
    }

    boolean isOver() {
        return spent
                || errors > allowance.errors()
                || idleCommands > allowance.idleCommands()
                || refusals > 2 * allowance.refusals()
                || failedLogins >= allowance.logins();
    }

    /** How much time is left for the next command; nothing left is no more than nothing. */
    Duration left(Phase phase, boolean stranger) {
        Duration left = switch (phase) {
            case Phase.Chunking message -> allowance.lasting().session();
            case Phase.Transaction transaction -> allowance.lasting().session().minus(since(transactionBegan));
            case Phase.Connected connected -> allowance.lasting().session().minus(since(began));
            case Phase.Greeted greeted -> allowance.lasting().session().minus(since(began));
        };
        Duration untilLogin = allowance.lasting().login().minus(since(began));
        return stranger && untilLogin.compareTo(left) < 0 ? untilLogin : left;
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    /** How long a reply is held back: a list of guessed names is not to be read off quickly. */
    Duration delay(Reply reply) {
        return reply.permanent() && refusals >= allowance.refusals() ? allowance.tarpit() : Duration.ZERO;
    }
}
