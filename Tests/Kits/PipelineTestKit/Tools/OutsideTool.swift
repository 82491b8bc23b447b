package import Foundation

/// Programs of others, such as curl and openssl, that tests use as clients and as workshops.
package enum OutsideTool {
    /// What a program did.
    package struct Result: Sendable {
        package let code: Int32
        package let output: String
        package let error: String
    }

    /// Where a program lies; nil when it is not installed, so that a test can say what it skips.
    package static func url(of name: String) -> URL? {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").map(String.init) ?? []
        return folders.map { URL(fileURLWithPath: $0).appendingPathComponent(name) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// Whether all of these programs are installed; those that are not are named on standard error.
    package static func has(_ names: String...) -> Bool {
        let missing = names.filter { url(of: $0) == nil }
        for name in missing {
            FileHandle.standardError.write(Data("skipped, since \(name) is not installed\n".utf8))
        }
        return missing.isEmpty
    }

    /// Runs a program to its end; what it says must fit in memory.
    ///
    /// - Throws: Why it could not be started.
    package static func run(_ name: String, _ words: [String]) throws -> Result {
        guard let url = url(of: name) else {
            throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: name])
        }
        let process = Process()
        process.executableURL = url
        process.arguments = words
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        let errors = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data().write(to: errors)
        defer { try? FileManager.default.removeItem(at: errors) }
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(
            code: process.terminationStatus,
            output: String(decoding: printed, as: UTF8.self),
            error: String(decoding: (try? Data(contentsOf: errors)) ?? Data(), as: UTF8.self)
        )
    }
}
