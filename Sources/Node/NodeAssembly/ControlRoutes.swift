import EventModel
import HTTPService
import JSONText
import LogPort
package import Operations

/// The operations that the owner of a log offers to other processes, over its unix socket.
///
/// | request | body | answer |
/// | --- | --- | --- |
/// | `POST /v1/models` | a model record | `{"digest":"..."}` |
/// | `POST /v1/controls` | a ``ControlRequest`` | the control as appended |
/// | `POST /v1/deadletters` | a ``DeadLetterOrder`` | a ``DeadLetterAnswer`` |
///
/// The socket has mode 0600: only processes of its user may connect.
package enum ControlRoutes {
    /// Where the owner takes orders about dead letters.
    package static let deadLetters = "/v1/deadletters"

    /// Returns the routes over the owner's operations.
    package static func routes(operations: LogOperations) -> [Route] {
        [
            Route(.post, "/v1/models") { request in
                let value = Array(request.body)
                let actor = request.header("X-Eyrie-Actor") ?? "unknown"
                return answer {
                    let digest = try operations.store(model: value, by: actor)
                    return Array(#"{"digest":"\#(digest)"}"#.utf8)
                }
            },
            Route(.post, "/v1/controls") { request in
                let body = Array(request.body)
                return answer {
                    let asked = try JSONParser().decode(ControlRequest.self, from: body)
                    return try operations.append(asked.action, by: asked.by).encoded
                }
            },
            Route(.post, deadLetters) { request in
                let body = Array(request.body)
                return answer {
                    let order = try JSONParser().decode(DeadLetterOrder.self, from: body)
                    return try operations.deadLetters.carryOut(order).encoded
                }
            },
        ]
    }

    private static func answer(_ work: () throws -> [UInt8]) -> HTTPAnswer {
        do {
            return .json(200, try work())
        } catch let fault as OperationFault {
            return .text(400, "\(fault)\n")
        } catch let fault as PayloadFault {
            return .text(400, "\(fault)\n")
        } catch {
            return .text(503, "\(error)\n")
        }
    }
}
