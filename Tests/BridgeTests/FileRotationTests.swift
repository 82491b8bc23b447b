import FalcoBridge
import Foundation
import Testing

@Suite("File rotation")
struct FileRotationTests {
    @Test("A writer that goes on in the renamed file until it opens the new one loses nothing")
    func lateWriter() throws {
        let folder = try TailFolder()
        try folder.append("one\n")
        let tailer = folder.follow()
        #expect(try folder.readAll(tailer).lines == ["one"])
        try folder.move(to: folder.log + ".1")
        // logrotate's `create`: the new file is there, its writer is not.
        try folder.append("")
        try folder.append("two\n", to: folder.log + ".1")
        #expect(try folder.readAll(tailer).lines == ["two"])
        try folder.append("three\n", to: folder.log + ".1")
        #expect(try folder.readAll(tailer).lines == ["three"])
        try folder.append("four\n")
        #expect(try folder.readAll(tailer).lines == ["four"])
    }

    @Test("With copytruncate the last lines before it are read in the copy")
    func copyTruncate() throws {
        let folder = try TailFolder()
        try folder.append("one\nhal")
        let tailer = folder.follow()
        #expect(try folder.readAll(tailer).lines == ["one"])
        try folder.append("f\ntwo\n")
        try folder.copyTruncate(to: folder.log + ".1")
        try folder.append("three\n")
        let found = try folder.readAll(tailer)
        #expect(found.lines == ["half", "two", "three"])
        #expect(found.notices == [.foundRotated(path: folder.log + ".1")])
        #expect(found.position?.offset == 6)
    }

    @Test("A file that was truncated and has grown past the old place again is noticed by its bytes")
    func regrown() throws {
        let folder = try TailFolder()
        try folder.append("one\ntwo\n")
        let tailer = folder.follow()
        #expect(try folder.readAll(tailer).lines == ["one", "two"])
        try folder.copyTruncate(to: folder.log + ".1")
        try folder.append("three\nfour\nfive\n")
        #expect(try folder.readAll(tailer).lines == ["three", "four", "five"])
        // Without a copy as well.
        #expect(truncate(folder.log, 0) == 0)
        try folder.append("six and seven\neight and nine\n")
        let found = try folder.readAll(tailer)
        #expect(found.lines == ["six and seven", "eight and nine"])
        #expect(found.notices == [.truncated])
    }

    @Test(
        "Files that were rotated several times while not followed are read once and in order",
        arguments: [[".1", ".2", ".3"], ["-20260103", "-20260102", "-20260101"]]
    )
    func rotatedWhileDown(names: [String]) throws {
        let folder = try TailFolder()
        try folder.append("older\n", to: folder.log + ".9")
        try folder.append("one\n")
        let position = try folder.readAll(folder.follow()).position
        try folder.append("two\n")
        // The newest first in `names`: what was followed ends as the last of them.
        try folder.move(to: folder.log + names[2])
        try folder.append("three\n", to: folder.log + names[1])
        try folder.append("four\nhalf", to: folder.log + names[0])
        try folder.append("compressed", to: folder.log + ".4.gz")
        try folder.append("of another kind\n", to: folder.log + ".bak")
        try folder.append("five\n")
        let found = try folder.readAll(folder.follow(from: position))
        #expect(found.lines == ["two", "three", "four", "half", "five"])
        // Reading from the last position finds nothing new.
        #expect(try folder.readAll(folder.follow(from: found.position)).lines.isEmpty)
    }

    @Test("At each position on the way a restart goes on without loss and without doubling")
    func restartsAnywhere() throws {
        let folder = try TailFolder()
        try folder.append("one\n")
        var position = try folder.readAll(folder.follow()).position
        try folder.append("two\nthree\n")
        try folder.move(to: folder.log + ".2")
        try folder.append("four\nfive\n", to: folder.log + ".1")
        try folder.append("six\nseven\n")
        var lines: [String] = []
        var restarts = 0
        while restarts < 100 {
            restarts += 1
            // A line at a time, and a new process after each.
            let tailer = FileTailer(path: folder.log, from: position, isFollowing: true, chunkBytes: 4)
            var idles = 0
            var hasRead = false
            while idles < 4, !hasRead {
                switch try tailer.step() {
                case .lines(let block, let place):
                    lines += block.lines.map { String(decoding: block.bytes[$0.range], as: UTF8.self) }
                    position = place
                    hasRead = true
                case .idle: idles += 1
                case .notice, .end: break
                }
            }
            if !hasRead {
                break
            }
        }
        #expect(lines == ["two", "three", "four", "five", "six", "seven"])
    }

    @Test("If a file was copied and truncated while not followed, the copy's rest is read first")
    func copiedWhileDown() throws {
        let folder = try TailFolder()
        try folder.append("one\n")
        let position = try folder.readAll(folder.follow()).position
        try folder.append("two\n")
        try folder.copyTruncate(to: folder.log + "-20260101")
        try folder.append("three\nfour and more\n")
        let found = try folder.readAll(folder.follow(from: position))
        #expect(found.lines == ["two", "three", "four and more"])
    }

    @Test("One notice reports a file that is gone, and files rotated later are still read")
    func gone() throws {
        let folder = try TailFolder()
        try folder.append("one\n")
        let position = try #require(try folder.readAll(folder.follow()).position)
        try folder.append("lost\n")
        // As logrotate with `compress` does.
        try folder.remove(folder.log)
        try folder.append("two\n", to: folder.log + ".1")
        try folder.append("three\n")
        let found = try folder.readAll(folder.follow(from: position))
        #expect(found.lines == ["two", "three"])
        #expect(found.notices == [.gone(position), .foundRotated(path: folder.log + ".1")])
    }

    @Test("A new file with the number of the old one is recognized by its bytes")
    func reusedNumber() throws {
        let folder = try TailFolder()
        try folder.append("one\ntwo\n")
        let position = try #require(try folder.readAll(folder.follow()).position)
        #expect(position.mark != 0)
        // Rewritten in place: the same number, other bytes, longer than the place.
        #expect(truncate(folder.log, 0) == 0)
        try folder.append("three\nfour\nfive\n")
        #expect(try folder.readAll(folder.follow(from: position)).lines == ["three", "four", "five"])
        // The other way round: a copy with another number in place of the old file continues where it was.
        let last = try folder.readAll(folder.follow()).position
        try FileManager.default.copyItem(atPath: folder.log, toPath: folder.path + "/moved")
        try folder.remove(folder.log)
        try folder.move(folder.path + "/moved", to: folder.log)
        try folder.append("six\n")
        #expect(try folder.readAll(folder.follow(from: last)).lines == ["six"])
    }

    @Test("A split line may begin in one file and end in the next")
    func splitOverRotation() throws {
        let folder = try TailFolder()
        try folder.append("2026-04-06T14:25:19.1Z stdout P {\"a\":\n")
        let tailer = folder.follow()
        #expect(try folder.readAll(tailer).lines.isEmpty)
        try folder.move(to: folder.log + ".20260101-101500")
        try folder.append("2026-04-06T14:25:19.2Z stdout F 1}\n")
        #expect(try folder.readAll(tailer).lines == ["{\"a\":1}"])
    }

    @Test("A symbolic link's file is looked for in the folder that it lies in")
    func symbolicLink() throws {
        let folder = try TailFolder()
        let pods = folder.path + "/pods"
        try FileManager.default.createDirectory(atPath: pods, withIntermediateDirectories: true)
        try folder.append("one\n", to: pods + "/0.log")
        try FileManager.default.createSymbolicLink(atPath: folder.log, withDestinationPath: pods + "/0.log")
        let position = try folder.readAll(folder.follow()).position
        try folder.append("two\n", to: pods + "/0.log")
        try folder.move(pods + "/0.log", to: pods + "/0.log.20260101-101500")
        try folder.append("three\n", to: pods + "/0.log")
        #expect(try folder.readAll(folder.follow(from: position)).lines == ["two", "three"])
    }

    @Test("A suspended file continues where it was, also when it was rotated meanwhile")
    func suspends() throws {
        let folder = try TailFolder()
        try folder.append("one\nha")
        let tailer = folder.follow()
        #expect(!tailer.isOpen)
        #expect(try folder.readAll(tailer).lines == ["one"])
        #expect(tailer.suspend())
        #expect(!tailer.isOpen)
        try folder.append("lf\n")
        try folder.move(to: folder.log + ".1")
        try folder.append("two\n")
        #expect(try folder.readAll(tailer).lines == ["half", "two"])
    }

    @Test("Only a regular file is read")
    func refusesOthers() throws {
        let folder = try TailFolder()
        #expect(mkfifo(folder.log, 0o600) == 0)
        #expect {
            try folder.follow().step()
        } throws: {
            ($0 as? BridgeError)?.message.contains("not a regular file") == true
        }
    }
}
