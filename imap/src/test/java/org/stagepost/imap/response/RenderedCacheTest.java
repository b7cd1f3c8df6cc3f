package org.stagepost.imap.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.stagepost.imap.TestServer;
import org.stagepost.mailstore.MailboxName;

class RenderedCacheTest {
    private static final MailboxName WORK = new MailboxName(List.of("Work"));

    private final RenderedCache cache = new RenderedCache(1_000);

    private RenderedCache.Shelf shelf(MailboxName name) {
        return cache.shelf(TestServer.ANN, name, 7);
    }

    private static Rendered of(int octets) {
        return new Rendered(new byte[octets], 1);
    }

    @Test
    void whatWasKeptIsFound() {
        Rendered one = of(10);
        shelf(MailboxName.INBOX).keep(3, one);
        assertThat(shelf(MailboxName.INBOX).find(3)).containsSame(one);
        assertThat(shelf(MailboxName.INBOX).find(4)).isEmpty();
        assertThat(shelf(WORK).find(3)).isEmpty();
        assertThat(cache.shelf(TestServer.ANN, MailboxName.INBOX, 8).find(3)).isEmpty();
    }

    @Test
    void theMailboxOfLongestAgoGivesWay() {
        shelf(MailboxName.INBOX).keep(1, of(800));
        shelf(WORK).keep(1, of(800));
        shelf(WORK).keep(2, of(10));
        assertThat(shelf(MailboxName.INBOX).find(1)).isEmpty();
        assertThat(shelf(WORK).find(2)).isPresent();
    }

    @Test
    void oneMailboxAloneIsBoundedToo() {
        RenderedCache.Shelf shelf = shelf(MailboxName.INBOX);
        for (long uid = 1; uid <= 100; uid++) shelf.keep(uid, of(800));
        assertThat(shelf.find(1)).isPresent();
        assertThat(shelf.find(100)).isEmpty();
    }

    @Test
    void anAccountIsForgottenWhole() {
        shelf(MailboxName.INBOX).keep(1, of(10));
        cache.forget(TestServer.ANN);
        assertThat(shelf(MailboxName.INBOX).find(1)).isEmpty();
    }
}
