import Glibc

/// One file that a door follows: its tailer, its place at the intake, and its state at the last check.
final class FollowedFile {
    let path: String
    let door: IntakeDoor
    let tailer: FileTailer
    /// Whether it stays on the list when no file is at its path.
    let isNamed: Bool
    /// Whether the last check found nothing new.
    var isIdle = false
    /// Whether its end was reached since the bridge began: what comes then comes as it is written.
    var wasAtEnd = false
    /// The round in which it last had something new.
    var lastBusyRound = 0
    /// The last error; it is logged once.
    var trouble: String?
    /// The place after everything that was handed in.
    var handedIn: FilePosition?
    private var glimpse: Glimpse?
    private var before: Glimpse?
    private var wasLookedAt = false
    /// Searches in a row that found nothing at its path.
    private var absences = 0

    /// The state of a file's entry, read without opening the file.
    private struct Glimpse: Equatable {
        let device: UInt64
        let inode: UInt64
        let size: Int64
        /// Changes with its content and its rights.
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

    /// Whether what is read now was written within minutes: its end was reached before, or it was left a moment ago.
    ///
    /// Falco's text form has a time of day alone, which dates an alert within seven minutes (`TextAlert`).
    func isLive(at milliseconds: Int64) -> Bool {
        guard !wasAtEnd, let place = door.kept.position else { return wasAtEnd }
        let left = Int64(clamping: place.modifiedNanoseconds / 1_000_000)
        return milliseconds - left < 7 * 60_000
    }

    /// Whether there is a reason to open it: it was never looked at, or is not what it was at the last look.
    var wantsToBeOpened: Bool {
        !tailer.isOpen && (!wasLookedAt || tailer.isBetweenFiles || Glimpse(path) != glimpse)
    }

    /// Reads its entry before it is opened, so that later changes are noticed.
    func lookBefore() {
        if !tailer.isOpen {
            before = Glimpse(path)
        }
    }

    /// Remembers that state when the file could not be opened.
    func lookAfter() {
        if !tailer.isOpen, !tailer.isBetweenFiles {
            glimpse = before
            wasLookedAt = true
        }
    }

    /// Closes it until it changes; false when that would lose held lines.
    func suspend() -> Bool {
        let now = Glimpse(path)
        guard let place = tailer.readPlace, tailer.suspend() else {
            return false
        }
        // Bytes written since the last read, and another file in its place, already count as changes.
        let isAsRead = now?.device == place.device && now?.inode == place.inode && now?.size == Int64(place.offset)
        glimpse = isAsRead ? now : nil
        wasLookedAt = true
        return true
    }

    /// Whether no file has been at its path for three searches, and everything was read.
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
