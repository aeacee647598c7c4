/** The part of a terminal that is redrawn in place. */
export interface LiveView {
  /** Prints whole lines above the live part, which stays. */
  print(text: string): void;
  /** Takes the live part off the screen and gives the cursor back. */
  stop(): void;
}
