import CommandLineKit
import Foundation

/// The executables that were built together with these tests.
enum BuiltPrograms {
    /// Reads what a program declares, by running its hidden command `declarations`.
    static func index(of program: String) throws -> CommandIndex {
        let process = Process()
        let output = Pipe()
        process.executableURL = folder.appending(path: program)
        process.arguments = ["declarations"]
        process.standardOutput = output
        try process.run()
        let lines = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0, let index = CommandIndex(lines: String(decoding: lines, as: UTF8.self))
        else {
            throw CocoaError(.executableLoad, userInfo: [NSLocalizedDescriptionKey: "\(program) declares nothing"])
        }
        return index
    }

    /// The folder of the test bundle: SwiftPM puts programs and tests of one build beside each other.
    private static var folder: URL {
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") }
            .flatMap { argument in argument.range(of: ".xctest").map { String(argument[..<$0.lowerBound]) } }
        guard let bundle, bundle.contains("/") else {
            return Repository.root.appending(path: ".build/debug")
        }
        return URL(filePath: bundle).deletingLastPathComponent()
    }
}
