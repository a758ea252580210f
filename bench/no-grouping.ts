// Loaded before a server that is measured without group commit: every job is a batch of its own.
import { GroupCommit } from '../server/src/stores/sqlite/group-commit.ts';

GroupCommit.maxBatch = 1;
