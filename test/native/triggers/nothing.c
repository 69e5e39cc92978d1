/* SPDX-License-Identifier: Apache-2.0 */
/* Does nothing: what the other programs execute. */
int main(void)
{
	return 0;
}
