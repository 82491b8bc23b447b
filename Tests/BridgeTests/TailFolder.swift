import FalcoBridge
import Foundation
import PipelineTestKit
import Testing

/// A folder of its own for files that are followed; it goes away with the test.
final class TailFolder {
    private let folder: TemporaryFolder
    private var clock = 1_700_000_000

    init() throws {
        folder = try TemporaryFolder()
    }

    var path: String {
        folder.path
    }

    var log: String {
        "\(path)/falco.log"
    }

    /// Appends, and dates the file a second later than everything before: the real clock ticks too seldom.
    func append(_ text: String, to file: String? = nil) throws {
        let path = file ?? log
        if !FileManager.default.fileExists(atPath: path) {
            try #require(FileManager.default.createFile(atPath: path, contents: nil))
        }
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Array(text.utf8))
        try handle.close()
        clock += 1
        let date = Date(timeIntervalSince1970: Double(clock))
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
    }

    func move(_ from: String? = nil, to: String) throws {
        try FileManager.default.moveItem(atPath: from ?? log, toPath: to)
    }

    /// What logrotate does with copytruncate.
    func copyTruncate(to copy: String) throws {
        try FileManager.default.copyItem(atPath: log, toPath: copy)
        clock += 1
        let date = Date(timeIntervalSince1970: Double(clock))
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: copy)
        #expect(truncate(log, 0) == 0)
    }

    func remove(_ file: String) throws {
        try FileManager.default.removeItem(atPath: file)
    }

    /// What a tailer found until nothing new came four times in a row.
    struct Found {
        var lines: [String] = []
        var notices: [FileNotice] = []
        var position: FilePosition?
        /// Whether the tailer said that there will be no more.
        var isEnd = false
    }

    func readAll(_ tailer: FileTailer) throws -> Found {
        var found = Found()
        var idles = 0
        while idles < 4 {
            switch try tailer.step() {
            case .lines(let block, let place):
                found.lines += block.lines.map { String(decoding: block.bytes[$0.range], as: UTF8.self) }
                found.position = place
                idles = 0
            case .notice(let notice): found.notices.append(notice)
            case .idle: idles += 1
            case .end:
                found.isEnd = true
                return found
            }
        }
        return found
    }

    func follow(from position: FilePosition? = nil) -> FileTailer {
        FileTailer(path: log, from: position, isFollowing: true)
    }
}
