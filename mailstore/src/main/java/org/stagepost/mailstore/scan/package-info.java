/** What a message's octets tell while they pass by once: its structure, its first words, and what it is called. */
@NullMarked
package org.stagepost.mailstore.scan;

import org.jspecify.annotations.NullMarked;
