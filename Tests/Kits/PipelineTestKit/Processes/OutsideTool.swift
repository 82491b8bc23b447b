package import Foundation

/// Programs of others, such as curl and openssl, that tests use as clients and as workshops.
package enum OutsideTool {
    /// What a program did.
    package typealias Result = ChildProcess.Result

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

    /// Returns the path of a program that has to be there.
    ///
    /// - Throws: ``ChildProcess/Failure`` when it is not installed.
    package static func path(of name: String) throws(ChildProcess.Failure) -> String {
        guard let url = url(of: name) else { throw ChildProcess.Failure(description: "\(name) is not installed") }
        return url.path
    }

    /// Runs a program to its end; what it says must fit in memory.
    ///
    /// - Throws: Why it could not be started.
    package static func run(_ name: String, _ words: [String]) throws(ChildProcess.Failure) -> ChildProcess.Result {
        try ChildProcess.run(path(of: name), words)
    }
}
