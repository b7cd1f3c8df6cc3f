/**
 * The vocabulary of the mail path: addresses, envelopes, messages, replies, and the one seam between stages,
 * {@link org.stagepost.mail.Transport}. Imports nothing else of Stagepost.
 */
@NullMarked
package org.stagepost.mail;

import org.jspecify.annotations.NullMarked;
