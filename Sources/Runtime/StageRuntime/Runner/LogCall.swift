/// Calls the log and gives its error the shape that the runner switches on.
package func logCall<Result>(_ body: () throws(LogError) -> Result) throws(StageFault) -> Result {
    do throws(LogError) {
        return try body()
    } catch {
        throw .log(error)
    }
}
