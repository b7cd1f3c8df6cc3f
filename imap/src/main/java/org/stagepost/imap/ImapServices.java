package org.stagepost.imap;

import java.time.Clock;
import org.stagepost.imap.handle.SearchThreads;
import org.stagepost.imap.response.RenderedCache;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.TextIndex;
import org.stagepost.net.Tls;
import org.stagepost.sasl.Mechanisms;
import org.stagepost.sasl.PerAccount;

/** What all sessions share. */
record ImapServices(
        ImapConfig config,
        MailStore store,
        TextIndex index,
        SearchThreads searching,
        Mechanisms mechanisms,
        Tls tls,
        RenderedCache cache,
        PerAccount sessions,
        Clock clock) {}
