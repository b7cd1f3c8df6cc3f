package org.stagepost.mta.deliver;

import java.util.function.BiConsumer;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mta.deliver.Courier.Attempt;
import org.stagepost.mta.route.NextHop;

/**
 * A message that is to go to those of its recipients that share a next hop.
 *
 * @param envelope for these recipients only
 * @param done hears how it went, once
 */
record Job(NextHop hop, Envelope envelope, Message message, BiConsumer<Job, Attempt> done) {}
