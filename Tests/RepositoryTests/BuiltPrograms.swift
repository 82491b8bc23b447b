import CommandLineKit
import Foundation
import PipelineTestKit

/// The executables that were built together with these tests.
enum BuiltPrograms {
    /// Reads what a program declares, by running its hidden command `declarations`.
    static func index(of program: String) throws -> CommandIndex {
        let result = try ChildProcess.run(program, ["declarations"])
        guard result.code == 0, let index = CommandIndex(lines: result.output) else {
            throw CocoaError(.executableLoad, userInfo: [NSLocalizedDescriptionKey: "\(program) declares nothing"])
        }
        return index
    }
}
