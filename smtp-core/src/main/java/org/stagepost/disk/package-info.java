/**
 * The only door to the disk for everything that must survive a crash: queue, mailboxes, directory, trace. Each force
 * carries a {@link org.stagepost.disk.ForceSite}, so that a test can replace the disk, replay power cuts, and switch one
 * force off to see what it protects. Imports nothing else of Stagepost.
 */
@NullMarked
package org.stagepost.disk;

import org.jspecify.annotations.NullMarked;
