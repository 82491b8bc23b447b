package import EventModel
import Lifecycle
package import LogPort

/// Why a stage cannot continue; unlike a rejection it stops the worker, because continuing would decide differently.
package enum StageFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The log failed.
    case log(LogError)
    /// A control or restored regime names a content (a model) that is not in the log.
    case missingContent(Digest, stage: String)
    /// A changelog record does not decode.
    case damagedState(stage: String, partition: Int32, message: String)

    package var description: String {
        switch self {
        case .log(let error):
            error.description
        case .missingContent(let digest, let stage):
            "running stage \(stage): the log holds no model \(digest); bring back eyrie.models.v1 as it was, "
                + "or import the model, and start again"
        case .damagedState(let stage, let partition, let message):
            "restoring stage \(stage), partition \(partition): \(message); "
                + "another version wrote this changelog, or it is damaged: check with `eyrie log verify`"
        }
    }
}

extension StageFault: ExitCoded {
    /// The log error's own code, else 1.
    package var exitCode: Int32 {
        if case .log(let error) = self { error.exitCode } else { 1 }
    }
}

/// Calls the log and turns its error into a ``StageFault``.
package func logCall<Result>(_ body: () throws(LogError) -> Result) throws(StageFault) -> Result {
    do throws(LogError) {
        return try body()
    } catch {
        throw .log(error)
    }
}
