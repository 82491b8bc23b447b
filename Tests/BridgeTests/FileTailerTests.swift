import FalcoBridge
import Foundation
import Testing

@Suite("File tailer")
struct FileTailerTests {
    @Test("Once, a file is read to its end, a last line without its end of line included", arguments: [1, 7, 4096])
    func readsOnce(chunk: Int) throws {
        let folder = try TailFolder()
        try folder.append("one\ntwo\nthree")
        let tailer = FileTailer(path: folder.log, from: nil, isFollowing: false, chunkBytes: chunk)
        let found = try folder.readAll(tailer)
        #expect(found.lines == ["one", "two", "three"])
        #expect(found.position?.offset == 13)
        #expect(found.isEnd)
    }

    @Test("A file that is not there is an error once, and waited for when followed")
    func waitsForFile() throws {
        let folder = try TailFolder()
        #expect {
            try FileTailer(path: folder.log, from: nil, isFollowing: false).step()
        } throws: {
            ($0 as? BridgeError)?.code == .unreadable
        }
        let tailer = FileTailer(path: folder.log, from: nil, isFollowing: true)
        #expect(try folder.readAll(tailer).lines.isEmpty)
        try folder.append("here\n")
        #expect(try folder.readAll(tailer).lines == ["here"])
    }

    @Test("Followed, a line comes out when its end is there, and reading continues from a kept position")
    func followsAndResumes() throws {
        let folder = try TailFolder()
        try folder.append("one\ntw")
        let tailer = FileTailer(path: folder.log, from: nil, isFollowing: true)
        let first = try folder.readAll(tailer)
        #expect(first.lines == ["one"])
        try folder.append("o\n")
        #expect(try folder.readAll(tailer).lines == ["two"])
        // Reading from the first position gives "two" again, and nothing before it.
        let again = FileTailer(path: folder.log, from: first.position, isFollowing: true)
        #expect(try folder.readAll(again).lines == ["two"])
    }

    @Test("A renamed file is read to its end before the new one in its place")
    func followsRename() throws {
        let folder = try TailFolder()
        try folder.append("one\n")
        let tailer = FileTailer(path: folder.log, from: nil, isFollowing: true)
        #expect(try folder.readAll(tailer).lines == ["one"])
        let old = folder.log + ".1"
        try FileManager.default.moveItem(atPath: folder.log, toPath: old)
        try folder.append("two\nthr", to: old)
        #expect(try folder.readAll(tailer).lines == ["two"])
        try folder.append("four\n")
        #expect(try folder.readAll(tailer).lines == ["thr", "four"])
    }

    @Test("A truncated file is read from its start")
    func followsTruncation() throws {
        let folder = try TailFolder()
        try folder.append("one\ntwo\nhalf")
        let tailer = FileTailer(path: folder.log, from: nil, isFollowing: true)
        #expect(try folder.readAll(tailer).lines == ["one", "two"])
        #expect(truncate(folder.log, 0) == 0)
        try folder.append("new\n")
        #expect(try folder.readAll(tailer).lines == ["half", "new"])
    }

    @Test("A file renamed while not followed is found by its number and read to its end first")
    func findsRenamed() throws {
        let folder = try TailFolder()
        try folder.append("one\n")
        let position = try folder.readAll(FileTailer(path: folder.log, from: nil, isFollowing: true)).position
        try folder.append("two\n")
        try FileManager.default.moveItem(atPath: folder.log, toPath: folder.log + ".1")
        try folder.append("three\n")
        let tailer = FileTailer(path: folder.log, from: position, isFollowing: true)
        #expect(try folder.readAll(tailer).lines == ["two", "three"])
    }

    @Test("A position in a file that is gone, or is shorter now, means the start of what is there")
    func ignoresStalePosition() throws {
        let folder = try TailFolder()
        try folder.append("one\n")
        let position = try #require(
            try folder.readAll(FileTailer(path: folder.log, from: nil, isFollowing: true)).position
        )
        let beyond = FilePosition(device: position.device, inode: position.inode, offset: 100)
        #expect(try folder.readAll(FileTailer(path: folder.log, from: beyond, isFollowing: true)).lines == ["one"])
        let other = FilePosition(device: position.device, inode: position.inode + 1_000_000_007, offset: 2)
        #expect(try folder.readAll(FileTailer(path: folder.log, from: other, isFollowing: true)).lines == ["one"])
    }
}
