import Glibc

/// One file that a door follows: its tailer, its place at the intake, and what it looked like when it was left.
final class FollowedFile {
    let path: String
    let door: IntakeDoor
    let tailer: FileTailer
    /// Whether it stays on the list when nothing is at its path.
    let isNamed: Bool
    /// Whether the last look at it found nothing new.
    var isIdle = false
    /// The round in which it last had something new.
    var lastBusyRound = 0
    /// What could not be done with it the last time; said once.
    var trouble: String?
    /// The place behind everything that was handed in.
    var handedIn: FilePosition?
    private var glimpse: Glimpse?
    private var before: Glimpse?
    private var wasLookedAt = false
    /// Searches in a row that found nothing at its path.
    private var absences = 0

    /// What a file's entry says without opening it.
    private struct Glimpse: Equatable {
        let device: UInt64
        let inode: UInt64
        let size: Int64
        /// Changes with what is in it, and with its rights.
        let changedNanoseconds: UInt64

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else {
                return nil
            }
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
            size = Int64(status.st_size)
            changedNanoseconds = OpenFile.nanoseconds(status.st_ctim)
        }
    }

    init(path: String, door: IntakeDoor, tailer: FileTailer, isNamed: Bool) {
        self.path = path
        self.door = door
        self.tailer = tailer
        self.isNamed = isNamed
    }

    /// Whether there is a reason to open it: it was never looked at, or is not what it was at the last look.
    var wantsToBeOpened: Bool {
        !tailer.isOpen && (!wasLookedAt || tailer.isBetweenFiles || Glimpse(path) != glimpse)
    }

    /// Looks at its entry before it is opened: what happens after that is a change.
    func lookBefore() {
        if !tailer.isOpen {
            before = Glimpse(path)
        }
    }

    /// Remembers that look when the file could not be opened.
    func lookAfter() {
        if !tailer.isOpen, !tailer.isBetweenFiles {
            glimpse = before
            wasLookedAt = true
        }
    }

    /// Closes it until it changes; false when that would lose what is held of it.
    func suspend() -> Bool {
        let now = Glimpse(path)
        guard let place = tailer.readPlace, tailer.suspend() else {
            return false
        }
        // What was written since it was last read, and another file in its place, are changes already.
        let isAsRead = now?.device == place.device && now?.inode == place.inode && now?.size == Int64(place.offset)
        glimpse = isAsRead ? now : nil
        wasLookedAt = true
        return true
    }

    /// Whether nothing has been at its path for three searches, and everything that was there is read.
    ///
    /// Once is not enough: rotation renames a file before it makes the next one.
    func isGone() -> Bool {
        guard !isNamed, isIdle, Glimpse(path) == nil else {
            absences = 0
            return false
        }
        absences += 1
        return absences >= 3
    }
}
