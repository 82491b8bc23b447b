import Foundation
package import PipelineTestKit

/// A process that a round starts, stops, wakes and kills; what it writes goes to a file of the round's.
extension ChildProcess {
    /// Starts a program.
    ///
    /// - Parameters:
    ///   - name: For messages and the output's file.
    ///   - program: Path of the program.
    ///   - arguments: Its words.
    ///   - environment: Added to this process's environment, of which `EYRIE_` variables are omitted.
    ///   - folder: Where its output goes.
    /// - Throws: ``ChaosFault`` when it cannot be started.
    package convenience init(
        name: String,
        program: String,
        arguments: [String],
        environment: [String: String] = [:],
        folder: String
    ) throws(ChaosFault) {
        do throws(Failure) {
            // A round ends what it has started, and may take hours.
            try self.init(
                program,
                arguments,
                environment: environment,
                output: "\(folder)/\(name).log",
                longestLife: 86_400
            )
        } catch {
            throw ChaosFault(error.description)
        }
    }

    /// The name that it was started with.
    var name: String {
        URL(fileURLWithPath: outputFile).deletingPathExtension().lastPathComponent
    }
}
