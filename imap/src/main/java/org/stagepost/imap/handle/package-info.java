/**
 * What the weighty commands do: one class each, made for one execution, between the view of the session and the store. They
 * write untagged responses and return the completion; what the store refuses they leave to the session as exceptions.
 */
@NullMarked
package org.stagepost.imap.handle;

import org.jspecify.annotations.NullMarked;
