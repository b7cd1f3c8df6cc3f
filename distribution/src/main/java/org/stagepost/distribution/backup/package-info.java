/** Copies of a whole site, made while it runs, and a site made from one. */
@NullMarked
package org.stagepost.distribution.backup;

import org.jspecify.annotations.NullMarked;
